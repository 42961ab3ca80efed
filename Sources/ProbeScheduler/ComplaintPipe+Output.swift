import ProbeLinux
import Subprocess
import SystemPackage

extension ComplaintPipe {
    /// As a process takes it that is started; it stays this one's to close.
    var output: FileDescriptorOutput {
        .fileDescriptor(FileDescriptor(rawValue: number), closeAfterSpawningProcess: false)
    }
}
