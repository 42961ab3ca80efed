package import ProbeCore
package import ProbeEvidence

/// A proxy that one of the device's settings names.
package struct ProxySetting: Hashable, Sendable {
    package let place: ProxyPlace
    package let file: String
    /// Nothing where the text is no proxy's URL.
    package var proxy: Proxy?
    /// The text is the URL of a script that names proxies.
    package let isScript: Bool
    /// That of SOCKS, which IoT Edge does not speak.
    package let foreignScheme: String?
    /// Why not every reader takes the text for a URL.
    package let fault: ConfigurationEvidence.Proxy.Fault?

    /// - Parameters:
    ///   - place: whose setting it is.
    ///   - file: where it stands.
    ///   - url: the setting's text, which may hold a password and is not kept.
    ///   - exceptions: the text of NO_PROXY beside it.
    package init(_ place: ProxyPlace, in file: String, url: String, exceptions: String?) {
        self.place = place
        self.file = file
        isScript = ProxyURL.isOfScript(url)
        proxy = try? ProxyURL.parse(url, source: .configuration)
        let scheme = url.trimmed.prefix { $0 != ":" }.lowercased()
        foreignScheme =
            url.contains("://") && ["socks", "socks4", "socks4a", "socks5", "socks5h"].contains(scheme) ? scheme : nil
        fault = proxy == nil ? nil : ProxyURL.fault(of: url)
        proxy?.exceptions = (exceptions ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
}
