import ProbeCore

/// Options whose value may be left out, which the parser does not have: `--dps` alone, and `--dps HOST`.
enum OptionalValues {
    /// What `--dps HOST` is parsed as.
    static let dpsHost = "--dps-host"

    /// The arguments as the parser takes them.
    static func separated(_ arguments: [String]) -> [String] {
        var separated: [String] = []
        for argument in arguments {
            if argument.hasPrefix("--dps=") {
                separated.append(dpsHost + argument.dropFirst("--dps".count))
            } else if separated.last == "--dps", isHost(argument) {
                separated[separated.count - 1] = dpsHost
                separated.append(argument)
            } else {
                separated.append(argument)
            }
        }
        return separated
    }

    /// Without a dot it may be a command; a connection string stands where a host belongs.
    private static func isHost(_ argument: String) -> Bool {
        argument.contains(".") && (try? HostName(validating: argument)) != nil || ConnectionString(argument) != nil
    }
}
