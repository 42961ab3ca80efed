package import ProbeCore
import ProbeLinux

/// A proxy that somebody on this device goes through while nothing of IoT Edge's is set to it.
///
/// Where a proxy is the only way out, whoever installed this tool came by it: his shell or his package manager has it. sudo
/// starts the tool without that shell's environment (sudoers(5), env_reset), and a timer never had one.
package struct ProxyHint: Sendable {
    package enum Place: Hashable, Sendable {
        /// The environment of a process above sudo.
        case caller
        /// The program's own environment, which has a proxy for http alone.
        case environment
        case file(String)
    }

    package let place: Place
    package let proxy: Proxy

    /// The first that makes sense: the caller's, those of every login, that of the engine's client, the package managers', and
    /// at last those that are meant for http alone.
    ///
    /// - Parameters:
    ///   - caller: variables of the shell above sudo.
    ///   - own: those of this program, which has none of the usual ones.
    ///   - root: of the file system whose files are read; what cannot be read is passed over.
    package init?(caller: [String: String], own: [String: String] = [:], root: String) {
        if let proxy = Self.proxy(of: caller) {
            self.init(place: .caller, proxy: proxy)
            return
        }
        var folder = ConfigurationFolder(root: root)
        // One after the other: as a single expression it takes some compilers too long.
        var hint = Self.ofLogins(&folder) ?? Self.ofClients(&folder)
        hint = hint ?? Self.ofApt(&folder) ?? Self.ofDnf(&folder)
        hint = hint ?? Self.proxy(of: own, isPlain: true).map { ProxyHint(place: .environment, proxy: $0) }
        hint = hint ?? Self.proxy(of: caller, isPlain: true).map { ProxyHint(place: .caller, proxy: $0) }
        hint = hint ?? Self.ofLogins(&folder, isPlain: true) ?? Self.ofClients(&folder, isPlain: true)
        guard let hint else { return nil }
        self = hint
    }

    private init(place: Place, proxy: Proxy) {
        self.place = place
        self.proxy = proxy
    }

    /// As curl and IoT Edge look for it: lower case first.
    package static let variables = ["https_proxy", "HTTPS_PROXY"]
    /// Those of whoever fetches pages without TLS: where nothing else is set, the same proxy may well serve for more.
    package static let plainVariables = ["http_proxy", "HTTP_PROXY"]
    package static let exceptions = ["no_proxy", "NO_PROXY"]

    /// The hosts that an environment keeps from its proxy.
    package static func exceptions(in environment: [String: String]) -> [String] {
        (value(of: exceptions, in: environment) ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    private static func value(of names: [String], in environment: [String: String]) -> String? {
        names.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    private static func proxy(of environment: [String: String], isPlain: Bool = false) -> Proxy? {
        guard let url = value(of: isPlain ? plainVariables : variables, in: environment),
            var proxy = isPlain ? ofPackages(url) : try? ProxyURL.parse(url, source: .environment)
        else { return nil }
        proxy.exceptions = exceptions(in: environment)
        return proxy
    }

    private static let environment = "/etc/environment"
    private static let profiles = "/etc/profile.d"
    /// SUSE's, which its logins take it from (PROXY_ENABLED).
    private static let suse = "/etc/sysconfig/proxy"

    private static func ofLogins(_ folder: inout ConfigurationFolder, isPlain: Bool = false) -> ProxyHint? {
        var texts = folder.text(environment).map { [(path: environment, text: $0)] } ?? []
        texts += folder.texts(in: profiles, suffix: ".sh")
        if let text = folder.text(suse), ShellAssignments(text)["PROXY_ENABLED"] == "yes" { texts.append((suse, text)) }
        for (path, text) in texts {
            let assignments = ShellAssignments(text)
            let values = (variables + plainVariables + exceptions).compactMap { name in
                assignments[name].map { (name, $0) }
            }
            if let proxy = proxy(of: Dictionary(uniqueKeysWithValues: values), isPlain: isPlain) {
                return ProxyHint(place: .file(path), proxy: proxy)
            }
        }
        return nil
    }

    /// What the engine's client gives to containers that it makes, of root and of those who have a home: IoT Edge's are made
    /// without it.
    private static func ofClients(_ folder: inout ConfigurationFolder, isPlain: Bool = false) -> ProxyHint? {
        let homes = folder.names(in: "/home", atMost: mostHomes) { !$0.hasPrefix(".") }.kept.sorted().map {
            "/home/\($0)"
        }
        for home in ["/root"] + homes {
            let path = "\(home)/.docker/config.json"
            guard
                let client = folder.document(
                    path, { text throws(ConfigurationSyntaxError) in try JSONText.parse(text) })
            else { continue }
            let members: [(String, String)] = [
                ("https_proxy", "httpsProxy"), ("http_proxy", "httpProxy"), ("no_proxy", "noProxy"),
            ]
            let values = members.compactMap { name, member in
                client["proxies", "default", member]?.filledText.map { (name, $0) }
            }
            if let proxy = proxy(of: Dictionary(uniqueKeysWithValues: values), isPlain: isPlain) {
                return ProxyHint(place: .file(path), proxy: proxy)
            }
        }
        return nil
    }

    private static let mostHomes = 16

    /// The folder's files before the one beside it, as apt reads them.
    private static func ofApt(_ folder: inout ConfigurationFolder) -> ProxyHint? {
        let names = folder.names(in: "/etc/apt/apt.conf.d", atMost: mostParts) { name in
            !name.hasPrefix(".") && (name.hasSuffix(".conf") || !name.contains("."))
        }
        let paths =
            names.kept.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "/etc/apt/apt.conf.d/\($0)" }
            + ["/etc/apt/apt.conf"]
        let texts = paths.compactMap { path in folder.text(path).map { (path: path, text: $0) } }
        guard let url = AptSettings(texts.map(\.text)).proxy, let proxy = ofPackages(url) else { return nil }
        // Nobody but the file that sets it has the URL.
        let place = texts.last { AptSettings([$0.text]).proxy == url }?.path ?? paths.last
        return place.map { ProxyHint(place: .file($0), proxy: proxy) }
    }

    private static let mostParts = 64

    private static func ofDnf(_ folder: inout ConfigurationFolder) -> ProxyHint? {
        for path in ["/etc/dnf/dnf.conf", "/etc/yum.conf"] {
            guard let settings = folder.text(path).map({ DnfSettings($0) }), let url = settings.proxy,
                var proxy = ofPackages(url)
            else { continue }
            if proxy.credentials == nil, let user = settings["proxy_username"] {
                proxy.credentials = Credentials(user: user, password: settings["proxy_password"] ?? "")
            }
            return ProxyHint(place: .file(path), proxy: proxy)
        }
        return nil
    }

    private static func ofPackages(_ url: String) -> Proxy? {
        guard var proxy = try? ProxyURL.parse(url, source: .environment) else { return nil }
        proxy.isOfPackages = true
        return proxy
    }
}
