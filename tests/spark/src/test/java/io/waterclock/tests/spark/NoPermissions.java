// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Local files for Spark's checkpoints. Without Hadoop's native library each permission is set by a process of its own. */
public final class NoPermissions extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) {}
}
