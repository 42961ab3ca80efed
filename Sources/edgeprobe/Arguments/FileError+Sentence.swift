import ProbeCore
import ProbeLinux

/// What is said of a file that the command line names and that cannot be read.
extension FileError {
    var sentence: Sentence {
        switch error {
        case "ENOENT", "ENOTDIR": "\(verbatim: path.printable) is not there."
        case "EACCES", "EPERM": "\(verbatim: path.printable) may not be read."
        case "EISDIR": "\(verbatim: path.printable) is a folder."
        case "EINVAL": "\(verbatim: path.printable) is no regular file."
        default: "\(verbatim: path.printable) cannot be read (\(verbatim: call): \(error))."
        }
    }
}
