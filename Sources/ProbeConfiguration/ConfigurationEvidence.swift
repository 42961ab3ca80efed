package import ProbeCore

/// What a report may show of the device's configuration: no key, no token, no password.
package struct ConfigurationEvidence: Codable, Hashable, Sendable {
    /// A proxy setting without its credentials.
    package struct Proxy: Codable, Hashable, Sendable {
        package var place: ProxySetting.Place
        package var file: WireText
        /// Host and port; nothing where the setting is no proxy's URL.
        package var proxy: String?
        package var scheme: String?
        package var hasCredentials: Bool
        /// Settings with the same number are the same in every part, credentials included.
        package var variant: Int

        package init(
            place: ProxySetting.Place, file: WireText, proxy: String?, scheme: String?, hasCredentials: Bool,
            variant: Int
        ) {
            self.place = place
            self.file = file
            self.proxy = proxy
            self.scheme = scheme
            self.hasCredentials = hasCredentials
            self.variant = variant
        }
    }

    package var files: [ConfigurationFile]
    package var hostname: WireText?
    package var hub: HostName?
    package var hubFile: WireText?
    package var parent: HostName?
    package var dps: HostName?
    package var idScope: String?
    package var upstream: Transport?
    package var network: String?
    package var engineSocket: WireText?
    package var proxies: [Proxy]

    package init(_ configuration: DeviceConfiguration) {
        files = configuration.files
        hostname = configuration.edge?.hostname.map { WireText($0) }
        hub = configuration.hub?.hub
        hubFile = configuration.hub.map { WireText($0.file) }
        parent = configuration.edge?.parent
        dps = configuration.edge?.dps
        idScope = configuration.edge?.idScope
        upstream = configuration.edge?.upstream
        network = configuration.edge?.network
        engineSocket = configuration.edge?.engineSocket.map { WireText($0) }
        var variants: [Plan.Proxy?] = []
        proxies = configuration.proxies.map { setting in
            var plain = setting.proxy
            plain?.exceptions = []
            let variant = variants.firstIndex(of: plain) ?? variants.count
            if variant == variants.count { variants.append(plain) }
            return Proxy(
                place: setting.place, file: WireText(setting.file), proxy: setting.proxy?.description,
                scheme: setting.proxy?.scheme, hasCredentials: setting.proxy?.credentials != nil, variant: variant)
        }
    }
}
