package import ProbeCore
package import ProbeLinux

extension DistantFiles {
    /// What people are told who wonder what became of a file.
    package static var notes: [Sentence] {
        silent.map { path in
            """
            \(LocalText(path)) did not answer in time and counts as unreadable: it is on a file system that hangs (FUSE, or over \
            the network).
            """
        }
    }
}
