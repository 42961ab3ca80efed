/// One of Azure's clouds, each with domains of its own.
package enum Cloud: String, Hashable, Sendable, CaseIterable {
    case `public`
    case government
    case china

    /// The cloud that a name of Azure's is under; the public one for any other name.
    package init(of name: HostName) {
        let text = name.description
        self =
            Cloud.allCases.first { cloud in cloud.domains.contains { text == $0 || text.hasSuffix(".\($0)") } }
            ?? .public
    }

    private var domains: [String] {
        [hubDomain, registryDomain, blobDomain, provisioningDomain]
    }

    private var suffix: String {
        switch self {
        case .public: "net"
        case .government: "us"
        case .china: "cn"
        }
    }

    package var hubDomain: String { "azure-devices.\(suffix)" }

    package var provisioningDomain: String { "azure-devices-provisioning.\(suffix)" }

    /// The provisioning service's global name.
    package var provisioningService: String { "global.\(provisioningDomain)" }

    /// What the names of hubs, of the provisioning service and of Microsoft's registry are aliases of, at some length.
    package var aliasDomains: [String] {
        let own = [hubDomain, provisioningDomain]
        return switch self {
        case .public: own + ["trafficmanager.net", "cloudapp.azure.com", "mcr.microsoft.com"]
        case .government: own + ["usgovtrafficmanager.net", "usgovcloudapp.net", "mcr.microsoft.com"]
        case .china: own + ["trafficmanager.cn", "chinacloudapp.cn", "mcr.microsoft.com"]
        }
    }

    /// What a container registry of a customer's own is under.
    package var registryDomain: String { self == .public ? "azurecr.io" : "azurecr.\(suffix)" }

    /// What such a registry redirects to, unless it has data endpoints of its own.
    package var blobDomain: String {
        switch self {
        case .public: "blob.core.windows.net"
        case .government: "blob.core.usgovcloudapi.net"
        case .china: "blob.core.chinacloudapi.cn"
        }
    }
}
