package import ProbeCore

/// What a report may show of the device's configuration: no key, no token, no password.
package struct ConfigurationEvidence: Codable, Hashable, Sendable, Bounded {
    /// A proxy setting without its credentials.
    package struct Proxy: Codable, Hashable, Sendable {
        package var place: ProxyPlace
        package var file: LocalText
        /// Host and port; nothing where the setting is no proxy's URL.
        package var proxy: ProxyAddress?
        package var scheme: String?
        package var hasCredentials: Bool
        /// Settings with the same number are the same in every part, credentials included.
        package var variant: Int
        /// The setting is the URL of a script that names proxies; nothing where it is not, and in older recordings.
        package var isScript: Bool?
        /// Why some of its readers refuse the URL; nothing where none does, and in older recordings.
        package var fault: Fault?

        /// What a reader of URLs refuses, and a more lenient one does not.
        package enum Fault: String, Codable, Hashable, Sendable {
            /// No scheme before the host.
            case scheme
            /// The user or the password has a character that is to be percent-encoded.
            case credentials
        }

        package init(
            place: ProxyPlace, file: LocalText, proxy: ProxyAddress?, scheme: String?, hasCredentials: Bool,
            variant: Int, isScript: Bool? = nil
        ) {
            self.place = place
            self.file = file
            self.proxy = proxy
            self.scheme = scheme
            self.hasCredentials = hasCredentials
            self.variant = variant
            self.isScript = isScript
        }
    }

    /// Where the credentials of a registry stand.
    package struct RegistryLogin: Codable, Hashable, Sendable {
        package let registry: Registry
        package let file: LocalText
        /// The password's, counted from one.
        package let line: Int?

        package init(registry: Registry, file: LocalText, line: Int?) {
            self.registry = registry
            self.file = file
            self.line = line
        }
    }

    /// The image that the first edgeAgent comes from, and the file that says so.
    package struct AgentImage: Codable, Hashable, Sendable {
        package let file: LocalText
        package let image: DeploymentEvidence.Image

        package init(file: LocalText, image: DeploymentEvidence.Image) {
            self.file = file
            self.image = image
        }
    }

    package var files: [ConfigurationFile] = []
    package var leftOut: [LeftOut]?
    package var hostname: LocalText?
    package var hub: HostName?
    package var hubFile: LocalText?
    package var parent: HostName?
    package var dps: HostName?
    package var idScope: IDScope?
    package var upstream: Transport?
    package var network: NetworkName?
    package var engineSocket: LocalText?
    package var proxies: [Proxy] = []
    /// Assignments of a proxy that systemd passes over; nothing in older recordings, as the ones below.
    package var ignored: [IgnoredAssignment]?
    /// What the engine's own file switches on or off.
    package var switches: [EngineSwitch]?
    package var unusable: [UnusableValue]?
    /// What networks to come will have; nothing where nothing is said of it.
    package var networkSettings: NetworkSettings?
    /// The first edgeAgent, before there is a deployment, has the host's own network; nothing where it has not, and in older recordings.
    package var isAgentOnHost: Bool?
    /// The registry that edgeAgent's image comes from, where the configuration names one.
    package var agentRegistry: Registry?
    /// The image, and where it stands; nothing where no engine takes it, and in older recordings.
    package var agentImage: AgentImage?
    /// Halves of clients' identities that keep the engine from the registry that they are for.
    package var unpairedCertificates: [UnpairedCertificate]?
    /// Where the credentials for it stand, if it has any.
    package var agentLogin: RegistryLogin?

    package init() {}
}
