import FoundationEssentials
import ProbeConfiguration
import ProbeCore

/// Which proxy a run uses: `--proxy`, else the device's configuration, else the environment as IoT Edge and curl read it.
enum ProxySettings {
    /// The proxy, and a note where the environment names one that makes no sense.
    static func resolve(
        option: String?, configured: Proxy? = nil, ignoresEnvironment: Bool,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ProxyURL.Invalid) -> (proxy: Proxy?, note: Sentence?) {
        if let option { return (try ProxyURL.parse(option, source: .commandLine), nil) }
        if let configured { return (configured, nil) }
        guard !ignoresEnvironment else { return (nil, nil) }
        let names = ["https_proxy", "HTTPS_PROXY"]
        guard let name = names.first(where: { !(environment[$0] ?? "").isEmpty }), let text = environment[name] else {
            return (nil, script(in: environment))
        }
        do {
            var proxy = try ProxyURL.parse(text, source: .environment)
            let exceptions = ["no_proxy", "NO_PROXY"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
            proxy.exceptions = exceptions.split { $0 == "," || $0.isWhitespace }.map(String.init)
            return (proxy, nil)
        } catch {
            return (nil, "The variable \(LocalText(name)) was not used: \(error.sentence).")
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
