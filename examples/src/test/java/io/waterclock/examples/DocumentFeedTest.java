// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DocumentFeedTest {
    private static final int PATIENCE_MS = 60_000;

    private static Socket connect(DocumentFeed feed) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), feed.port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    @Test
    void portThatIsTaken_isSaid_withTheWayOut() throws IOException {
        try (DocumentFeed first = DocumentFeed.start(0)) {
            assertThatThrownBy(() -> DocumentFeed.start(first.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("The feed can't have port " + first.port() + " (")
                    .hasMessageContaining("Choose another with --port");
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static List<String> read(BufferedReader in, int lines) throws IOException {
        List<String> read = new ArrayList<>();
        while (read.size() < lines) {
            read.add(in.readLine());
        }
        return read;
    }

    private static List<String> document(String name) throws IOException {
        try (InputStream in = DocumentFeed.class.getResourceAsStream("/feed/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Test
    void feed_servesTheDocumentsLineByLine_againAndAgain() throws IOException {
        List<String> all = new ArrayList<>();
        for (String name : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            all.addAll(document(name));
        }
        assertThat(all).first().isEqualTo("# Waterclock");
        try (DocumentFeed feed = DocumentFeed.start(0);
                Socket socket = connect(feed)) {
            BufferedReader in = reader(socket);
            assertThat(read(in, all.size())).isEqualTo(all);
            assertThat(read(in, 10)).as("the second time").isEqualTo(all.subList(0, 10));
        }
    }

    @Test
    void readerThatGoes_isFollowedByAnother() throws IOException {
        try (DocumentFeed feed = DocumentFeed.start(0)) {
            try (Socket socket = connect(feed)) {
                read(reader(socket), 1);
            }
            try (Socket socket = connect(feed)) {
                assertThat(read(reader(socket), 5)).doesNotContainNull();
            }
        }
    }

    @Test
    void twoFeeds_haveTheirOwnPorts_andAPortThatIsTakenIsRefused() throws IOException {
        try (DocumentFeed one = DocumentFeed.start(0);
                DocumentFeed two = DocumentFeed.start(0)) {
            assertThat(one.port()).isPositive().isNotEqualTo(two.port());
            assertThatThrownBy(() -> DocumentFeed.start(one.port())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void close_endsTheConnection_andFreesThePort() throws IOException {
        DocumentFeed feed = DocumentFeed.start(0);
        int port = feed.port();
        try (Socket socket = connect(feed)) {
            BufferedReader in = reader(socket);
            read(in, 1);
            feed.close();
            String line = in.readLine();
            while (line != null) {
                line = in.readLine();
            }
        }
        // connecting would prove less: a socket on an ephemeral port can meet itself
        assertThatCode(() -> DocumentFeed.start(port).close()).doesNotThrowAnyException();
    }
}
