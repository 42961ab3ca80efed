import ProbeCore

extension HostName {
    /// Microsoft's own, which gives its images to everybody.
    var isPublicRegistry: Bool { description == "mcr.microsoft.com" }

    /// A hub, the provisioning service or the public registry: Microsoft runs them, with certificates of public authorities.
    ///
    /// Nobody else can have one for these names, and no customer can choose it.
    var isMicrosofts: Bool {
        hub != nil || isPublicRegistry || Cloud.allCases.contains { description == $0.provisioningService }
    }
}
