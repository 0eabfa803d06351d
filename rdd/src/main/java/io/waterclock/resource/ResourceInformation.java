// SPDX-License-Identifier: Apache-2.0
package io.waterclock.resource;

import java.util.List;

/**
 * Devices of one kind.
 *
 * @param name such as {@code gpu}
 * @param addresses by which the devices are told apart
 */
public record ResourceInformation(String name, List<String> addresses) {
    public ResourceInformation {
        addresses = List.copyOf(addresses);
    }
}
