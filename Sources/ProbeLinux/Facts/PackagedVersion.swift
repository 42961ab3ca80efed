import CLinux

/// The version that was written into this program when it was packed or installed.
package enum PackagedVersion {
    /// As in: 0.2.0, or 0.2.0~20261130.18febafb of a commit that is no release; nothing in the folder of a build.
    package static var text: String? {
        let text = unsafe String(cString: CLinux_packaged_version())
        return text.isEmpty ? nil : text
    }
}
