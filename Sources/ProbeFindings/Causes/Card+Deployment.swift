import ProbeCore

/// The cards of what a deployment manifest asks for.
extension Card {
    static let deploymentImageMissing = Card(
        layer: .service, reach: .endpoint, effect: .concernsTheRuntime, place: .nowhere,
        owners: [.hubConfiguration, .device],
        meaning: "The registry has no image of a name in the deployment, or in this device's configuration.",
        evidence: "404 to the image's manifest, with the deployment's own credentials where it has some.",
        likeness: .alone(because: "the registry's own answer for the image, with the right it would be pulled with"),
        remedies: [.correctImage],
        signatures: [],
        related: [
            (.registryDenied, "it is 403, or 401 behind a token: the account may not pull"),
            (.registryForbidden, "it is 401: credentials are wanted, or wrong"),
            (.deploymentPlatformMissing, "the image is there, for other processors"),
        ])

    static let deploymentPlatformMissing = Card(
        layer: .service, reach: .endpoint, effect: .concernsTheRuntime, place: .nowhere,
        owners: [.hubConfiguration],
        meaning: "An image of the deployment is not for this device's processor.",
        evidence: "The image's index has no such platform, or its configuration names another one.",
        likeness: .alone(because: "the registry's own list of platforms beside the kernel's word for the processor"),
        remedies: [.imageForPlatform],
        signatures: [],
        related: [(.deploymentImageMissing, "there is no image of the name at all")])

    static let deploymentPortCollision = Card(
        layer: .device, reach: .port, effect: .concernsTheRuntime, place: .nowhere,
        owners: [.hubConfiguration],
        meaning: "Modules of the deployment publish the same port of the device.",
        evidence: "Two modules' createOptions bind one port, at addresses that overlap.",
        likeness: .alone(because: "both bindings stand in the one file"),
        remedies: [.moveModulePort],
        signatures: [],
        related: [
            (.hostPortConflict, "a program of the device holds the port"),
            (.logPortAllocated, "what the engine writes when it starts the second of them"),
        ])

    static let deploymentPlaceholder = Card(
        layer: .device, reach: .endpoint, effect: .concernsTheRuntime, place: .nowhere,
        owners: [.hubConfiguration],
        meaning: "The deployment has placeholders where values belong.",
        evidence: """
            $NAME or ${NAME} for credentials or an image. Information in a template, which its tool fills in; a warning in what \
            a hub is given.
            """,
        likeness: .alone(because: "the value itself, as it stands in the file"),
        remedies: [.fillInDeployment],
        signatures: [],
        related: [(.registryForbidden, "credentials are there, and refused")])

    static let deploymentShellEntrypoint = Card(
        layer: .device, reach: .endpoint, effect: .concernsTheRuntime, place: .nowhere,
        owners: [.hubConfiguration],
        meaning: "A module's container starts a shell that starts the program.",
        evidence: """
            ENTRYPOINT or CMD in shell form in the image's configuration, or Entrypoint in the createOptions. Information: some \
            shells become the program that they start.
            """,
        likeness: .alone(because: "what the image's own configuration starts"),
        remedies: [.execEntrypoint],
        signatures: [],
        related: [(.logModule404, "what the daemon writes when such a module asks it")])

    static let deploymentSmallDevice = Card(
        layer: .device, reach: .endpoint, effect: .concernsTheRuntime, place: .nowhere,
        owners: [.hubConfiguration],
        meaning: "The device is small, and edgeHub is not told so.",
        evidence:
            "Less than 1.5 GiB of memory, or a 32-bit ARM processor, and no OptimizeForPerformance=false on edgeHub.",
        likeness: .alone(because: "the kernel's own figures beside the deployment"),
        remedies: [.smallDevice],
        signatures: [],
        related: [(.logSmallDevice, "edgeHub was ended for want of memory already")])
}
