import FoundationEssentials
import ProbeConfiguration
import ProbeCore
import ProbeLinux

/// Which proxy a run uses: `--proxy`, else the device's configuration, else the environment as IoT Edge and curl read it, else
/// what others on this device go through.
enum ProxySettings {
    /// The proxy, and a note where the environment names one that makes no sense.
    static func resolve(
        option: String?, configured: Proxy? = nil, ignoresEnvironment: Bool,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        elsewhere: (_ environment: [String: String]) -> ProxyHint? = { _ in nil }
    ) throws(ProxyURL.Invalid) -> (proxy: Proxy?, note: Sentence?) {
        if let option { return (try ProxyURL.parse(option, source: .commandLine), nil) }
        if let configured { return (configured, nil) }
        guard !ignoresEnvironment else { return (nil, nil) }
        guard let name = ProxyHint.variables.first(where: { !(environment[$0] ?? "").isEmpty }),
            let text = environment[name]
        else {
            guard let hint = elsewhere(environment) else { return (nil, script(in: environment)) }
            return (hint.proxy, note(hint))
        }
        do {
            var proxy = try ProxyURL.parse(text, source: .environment)
            proxy.exceptions = ProxyHint.exceptions(in: environment)
            return (proxy, nil)
        } catch {
            return (nil, "The variable \(LocalText(name)) was not used: \(error.sentence).")
        }
    }

    /// What this device has of proxies besides; read with the rights of whoever started the program.
    static func hint(below root: String, _ environment: [String: String]) -> ProxyHint? {
        let names = Set(ProxyHint.variables + ProxyHint.plainVariables + ProxyHint.exceptions)
        let caller = CallerEnvironment.variables(named: names, startedBySudo: environment["SUDO_UID"] != nil)
        return Capabilities.asCaller { ProxyHint(caller: caller, own: environment, root: root) }
    }

    private static func note(_ hint: ProxyHint) -> Sentence {
        let proxy = hint.proxy.address
        return switch hint.place {
        case .caller:
            """
            Taken from the environment of the shell that sudo was called in: the proxy \(proxy), which no program of IoT Edge \
            is given by that.
            """
        case .environment:
            """
            Taken from http_proxy in the environment: the proxy \(proxy), which no program of IoT Edge is given by that.
            """
        case .file(let file):
            "Taken from \(LocalText(file)): the proxy \(proxy), which no program of IoT Edge is given by that."
        }
    }

    /// What some desktops set beside the proxy, or in its place.
    private static func script(in environment: [String: String]) -> Sentence? {
        ["auto_proxy", "AUTO_PROXY"].first { !(environment[$0] ?? "").isEmpty }.map { name in
            """
            The variable \(LocalText(name)) was not used: it names a script that names proxies (PAC), which neither IoT Edge nor \
            its engine runs.
            """
        }
    }
}
