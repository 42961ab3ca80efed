/// One of the names of an IoT Hub in one of Azure's clouds.
///
/// Since 2026 a hub has three (Azure's documents "IoT Hub endpoints" and "TLS support"): the classic one, one for devices that
/// speak TLS 1.3, and one for back ends.
package struct HubName: Hashable, Sendable {
    package enum Form: String, CaseIterable, Sendable {
        /// `myhub.azure-devices.net`: TLS 1.2; what configurations and DPS name unless told otherwise.
        case classic = ""
        /// `myhub.device.azure-devices.net`: TLS 1.3, and 1.2 with strong ciphers. A handshake without a name is not answered.
        case device
        /// `myhub.service.azure-devices.net`: for back ends; no device may use it.
        case service
    }

    /// The hub's own label.
    package let account: Substring
    package let form: Form
    /// `azure-devices.net`, or a sovereign cloud's.
    package let domain: String

    private static let domains = Cloud.allCases.map(\.hubDomain)

    /// Nothing for a name that is none of a hub's in Azure: a gateway's, an emulator's, a private zone's own.
    package init?(_ name: HostName) {
        let text = name.description
        guard let domain = Self.domains.first(where: { text.hasSuffix(".\($0)") }) else { return nil }
        let labels = text.dropLast(domain.utf8.count + 1).split(separator: ".")
        guard let account = labels.first, labels.count <= 2,
            let form = labels.count == 1 ? .classic : Form(rawValue: String(labels[1])),
            !Self.reserved.contains(account)
        else { return nil }
        self.account = account
        self.form = form
        self.domain = domain
    }

    /// `device.azure-devices.net` is no hub called "device", nor is a private zone one.
    private static let reserved: Set<Substring> = ["device", "service", "privatelink"]

    /// The same hub by another of its names; nothing where that is longer than a name may be.
    package func named(_ form: Form) -> HostName? {
        try? HostName(validating: "\(account).\(form == .classic ? "" : "\(form.rawValue).")\(domain)")
    }
}

extension HostName {
    /// A domain of hubs, or one of Azure's own names below it: no hub is called so.
    package var isBelowHubs: Bool {
        let text = description
        return Cloud.allCases.contains { cloud in
            text == cloud.hubDomain || (text.hasSuffix(".\(cloud.hubDomain)") && hub == nil)
        }
    }

    /// Less than a whole name, or one that Azure has for something else than devices.
    package var isNoHubForDevices: Bool {
        (!description.contains(".") && description != "localhost") || isBelowHubs || hub?.form == .service
    }

    /// The hub that somebody means who writes such a name; nothing where nobody can tell.
    package var hubForDevices: HostName? {
        if let hub { return hub.named(.classic) }
        return description.contains(".") ? nil : try? HostName(validating: "\(self).\(Cloud.allCases[0].hubDomain)")
    }

    /// What the name says of a hub, where it is one of Azure's.
    package var hub: HubName? { HubName(self) }

    /// The same hub's TLS 1.3 name, where this is its classic one.
    package var deviceName: HostName? {
        guard let hub, hub.form == .classic else { return nil }
        return hub.named(.device)
    }

    /// The same hub's other name for devices: the TLS 1.3 name of the classic one, and the classic one of that.
    package var otherDeviceName: HostName? {
        switch hub?.form {
        case .classic: deviceName
        case .device: hub?.named(.classic)
        case .service, nil: nil
        }
    }

    /// The server answers no handshake that does not name it, so that one without its name tells nothing.
    package var requiresServerName: Bool { hub?.form == .device }
}
