import ProbeCore

/// A command line without what identifies a site: options stay, names and addresses are replaced, paths go.
struct RedactedArguments {
    private let arguments: [String]

    init(_ arguments: [String]) { self.arguments = arguments }

    func teach(_ redactor: Redactor) {
        for (option, value) in values where Self.places.contains(option) {
            // `http:` is a scheme: only what has a dot is surely a name.
            for word in value.split(whereSeparator: { "/@,?#=:".contains($0) }) where word.contains(".") {
                redactor.learnHost(of: String(word))
            }
            _ = redactor.sentence(value)
        }
        for (option, value) in values where Self.files.contains(option) { redactor.learnFile(value) }
    }

    func redacted(by redactor: Redactor) -> [String] {
        var option = ""
        return arguments.map { argument in
            guard argument.hasPrefix("--") else {
                defer { option = "" }
                return shown(argument, of: option, redactor)
            }
            guard let equals = argument.firstIndex(of: "=") else {
                option = argument
                return argument
            }
            let name = String(argument[..<equals])
            option = ""
            return name + "=" + shown(String(argument[argument.index(after: equals)...]), of: name, redactor)
        }
    }

    private func shown(_ value: String, of option: String, _ redactor: Redactor) -> String {
        switch option {
        case "" where Self.commands.contains(value): return value
        case _ where Self.harmless.contains(option): return value
        case _ where Self.places.contains(option): return redactor.sentence(value)
        case "--report":
            let format = value.prefix { $0 != "=" }
            return format.utf8.count < value.utf8.count ? "\(format)=\(Redactor.dropped)" : Redactor.dropped
        default: return Redactor.dropped
        }
    }

    private var values: [(option: String, value: String)] {
        var option = ""
        return arguments.compactMap { argument in
            guard argument.hasPrefix("--") else { return (option, argument) }
            option = argument
            guard let equals = argument.firstIndex(of: "=") else { return nil }
            return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
        }
    }

    private static let commands: Set<String> = ["run", "demo", "diagnose", "rules", "plan", "compare", "fix", "verify"]
    private static let harmless: Set<String> = [
        "--format", "--dialect", "--upstream", "--timeout", "--budget", "--only", "--skip", "--port-check", "--fault",
    ]
    private static let files: Set<String> = [
        "--deployment", "--log", "--hubs", "--ca-file", "--trust-only", "--config-root", "--engine-socket",
    ]
    private static let places: Set<String> = [
        "--hub", "--dps", "--registry", "--resolver", "--connect-to", "--proxy", "--vantage",
    ]
}
