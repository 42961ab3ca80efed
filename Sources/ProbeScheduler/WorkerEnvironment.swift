import FoundationEssentials
import ProbeLinux
import Subprocess

/// What a process that is started from here inherits of the environment: what it reads, and nothing else.
///
/// A shell's and a unit's variables hold tokens, connection strings and the proxy's password, and a worker's memory is that of
/// a process that talks to the network; it has with its plan what it needs of them.
enum WorkerEnvironment {
    private static let names: Set = [
        "PATH", "LANG", "LANGUAGE", "EDGEPROBE_LANG", "TZ", "TZDIR",
        // Of OpenSSL: the roots and the settings that this machine's clients have.
        "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES",
        // Of the C library's resolver.
        "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES", "GLIBC_TUNABLES", "LOCPATH", "XTABLES_LIBDIR",
        // Of whoever examines this program.
        "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE",
    ]
    private static let beginnings = ["LC_", "LD_", "MALLOC_"]

    /// - Parameter silent: files that would keep it waiting: OpenSSL is led elsewhere, to a store without roots.
    /// - Returns: the environment.
    static func environment(avoiding silent: [String] = []) -> Environment {
        var variables = inherited(of: ProcessInfo.processInfo.environment)
        for variable in FileConfinement.rootVariables
        where FileConfinement.roots(of: variable).contains(where: silent.contains) {
            variables[variable] = "/dev/null"
        }
        // A trap must end the worker at once instead of spending seconds on a backtrace.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        let keyed = variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        return .custom(Dictionary(keyed) { first, _ in first })
    }

    static func inherited(of variables: [String: String]) -> [String: String] {
        variables.filter { name, _ in names.contains(name) || beginnings.contains(where: name.hasPrefix) }
    }
}
