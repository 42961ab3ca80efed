import ProbeCore

extension HostName {
    /// Microsoft's own, which gives its images to everybody.
    var isPublicRegistry: Bool { description == "mcr.microsoft.com" }

    /// A hub, the provisioning service or the public registry: Microsoft runs them, with certificates of public authorities.
    ///
    /// Nobody else can have one for these names, and no customer can choose it.
    var isMicrosofts: Bool { hub != nil || isOfEverybody }

    /// The provisioning service or the public registry, which are the same everywhere: who denies such a name withholds it.
    var isOfEverybody: Bool { isPublicRegistry || Cloud.allCases.contains { description == $0.provisioningService } }
}
