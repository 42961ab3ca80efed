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
        case file(String)
    }

    package let place: Place
    package let proxy: Proxy

    /// The first that makes sense: the caller's, those of every login, the package managers'.
    ///
    /// - Parameters:
    ///   - caller: variables of the shell above sudo.
    ///   - root: of the file system whose files are read; what cannot be read is passed over.
    package init?(caller: [String: String], root: String) {
        if let proxy = Self.proxy(of: caller) {
            self.init(place: .caller, proxy: proxy)
            return
        }
        var folder = ConfigurationFolder(root: root)
        guard let hint = Self.ofLogins(&folder) ?? Self.ofApt(&folder) ?? Self.ofDnf(&folder) else { return nil }
        self = hint
    }

    private init(place: Place, proxy: Proxy) {
        self.place = place
        self.proxy = proxy
    }

    /// As curl and IoT Edge look for it: lower case first.
    package static let variables = ["https_proxy", "HTTPS_PROXY"]
    package static let exceptions = ["no_proxy", "NO_PROXY"]

    /// The hosts that an environment keeps from its proxy.
    package static func exceptions(in environment: [String: String]) -> [String] {
        (value(of: exceptions, in: environment) ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    private static func value(of names: [String], in environment: [String: String]) -> String? {
        names.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    private static func proxy(of environment: [String: String]) -> Proxy? {
        guard let url = value(of: variables, in: environment),
            var proxy = try? ProxyURL.parse(url, source: .environment)
        else { return nil }
        proxy.exceptions = exceptions(in: environment)
        return proxy
    }

    private static let environment = "/etc/environment"
    private static let profiles = "/etc/profile.d"
    /// SUSE's, which its logins take it from (PROXY_ENABLED).
    private static let suse = "/etc/sysconfig/proxy"

    private static func ofLogins(_ folder: inout ConfigurationFolder) -> ProxyHint? {
        var texts = folder.text(environment).map { [(path: environment, text: $0)] } ?? []
        texts += folder.texts(in: profiles, suffix: ".sh")
        if let text = folder.text(suse), ShellAssignments(text)["PROXY_ENABLED"] == "yes" { texts.append((suse, text)) }
        for (path, text) in texts {
            let assignments = ShellAssignments(text)
            let values = (variables + exceptions).compactMap { name in assignments[name].map { (name, $0) } }
            if let proxy = proxy(of: Dictionary(uniqueKeysWithValues: values)) {
                return ProxyHint(place: .file(path), proxy: proxy)
            }
        }
        return nil
    }

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
