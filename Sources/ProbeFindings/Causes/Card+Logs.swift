import ProbeCore
import ProbeEvidence

/// The cards of logs: what stands in them where nothing that a run measures accounts for it, or did before it.
extension Card {
    private static let ownWords = Likeness.alone(because: "the log's own words, which nothing else writes")

    /// A cause that a log tells.
    private static func told(
        by signatures: [LogCode], owners: [Owner], meaning: Sentence, evidence: Sentence, remedies: [RemedyID],
        related: [(cause: Cause, reason: Sentence)] = [], advice: Sentence? = nil
    ) -> Card {
        Card(
            layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .nowhere, owners: owners,
            meaning: meaning, evidence: evidence, likeness: ownWords, remedies: remedies, signatures: signatures,
            related: related, advice: advice)
    }

    static let logAgentFallback = told(
        by: [.agentFallback], owners: [.device],
        meaning: "edgeAgent tried AMQP, then AMQP over WebSocket, and gave up.",
        evidence: "Those attempts in edgeAgent's log, in that order, and no connection between them.",
        remedies: [.openWayOut],
        related: [
            (.routeVPNOverride, "what takes the containers' packets elsewhere"),
            (.fwdDropped, "what lets none of them out"),
            (.natMissingMasquerade, "what lets none of the answers back"),
            (.tcpDroppedAll, "what keeps the host in as well"),
        ])

    static let logEmptyConfig = told(
        by: [.emptyConfig], owners: [.containerEngine],
        meaning: "edgeAgent got no configuration, which is how name or MTU trouble of containers looks.",
        evidence: "\"Empty edge agent config\", or \"empty config file\", in edgeAgent's log.",
        remedies: [.openWayOut],
        related: [
            (.dnsContainerStub, "what keeps containers from resolving names"),
            (.mtuBridgeMismatch, "what keeps big packets from containers"),
        ])

    static let logTransientNetwork = told(
        by: [.transientNetwork, .nameUnresolved, .connectionRefused, .connectionUnanswered], owners: [.siteNetwork],
        meaning: "Connections of edgeAgent, of edgeHub or of the daemon to the hub broke, or did not come about.",
        evidence: """
            "Transient network error", "Name or service not known", "Connection refused", "Connection timed out" or \
            "No route to host" in the log of one of them.
            """,
        remedies: [.openWayOut],
        related: [
            (.mtuBridgeMismatch, "over LTE and VPNs: big packets from containers vanish"),
            (.tcpLossy, "packets get lost on the way"),
        ])

    static let logNoDeployment = told(
        by: [.noDeployment], owners: [.hubConfiguration],
        meaning: "edgeAgent reached the hub, and the hub has no deployment for this device.",
        evidence: "edgeAgent's log says that its configuration at the hub is empty.",
        remedies: [.setDeployment],
        related: [(.logEmptyConfig, "there the hub was not reached")])

    static let logParentUnreachable = told(
        by: [.parentUnreachable], owners: [.siteNetwork],
        meaning: "A nested device did not reach its parent, or one without a parent its hub.",
        evidence: "\"Could not perform HTTP request\" in the log of the daemon or of edgeAgent.",
        remedies: [.openParent, .openWayOut])

    static let logPortAllocated = told(
        by: [.portAllocated, .portDenied], owners: [.device],
        meaning: "The engine could not publish a port of a module: it is taken, or the engine may not have it.",
        evidence: "\"port is already allocated\", \"address already in use\" or \"(0x20)\" of hnsCall in a log.",
        remedies: [.freePort, .stopUnit, .stopContainer],
        related: [(.hostPortConflict, "the same, seen at the port itself, with its owner")])

    static let logHostnameInvalid = told(
        by: [.hostnameInvalid], owners: [.device],
        meaning: "IoT Edge refused the device's name.",
        evidence: "\"invalid hostname\" in the log of the IoT Edge daemon.",
        remedies: [.shortenHostname],
        related: [(.hostHostnameTooLong, "the same, seen at the name itself")])

    static let logSocketDenied = told(
        by: [.socketDenied], owners: [.device],
        meaning: "A module may not open the sockets of the IoT Edge daemon, or the daemon those of its fellows.",
        evidence: "\"Permission denied\" with mgmt.sock or workload.sock in a log.",
        remedies: [.repairSockets])

    static let logImage401 = told(
        by: [.imageUnauthorized], owners: [.hubConfiguration],
        meaning: "The registry wanted other credentials for an image, or any.",
        evidence: "A pull that ended with \"unauthorized\" in a log.",
        remedies: [.registryCredentials],
        related: [(.registryForbidden, "the same, seen at the registry itself")])

    static let logImage403 = told(
        by: [.imageForbidden], owners: [.hubConfiguration],
        meaning: "The registry refused an image.",
        evidence: "A pull that ended with \"denied\" or 403 in a log.",
        remedies: [.registryCredentials, .registryRules],
        related: [
            (.registryDenied, "the same, seen at the registry itself"),
            (.registryForbidden, "401 there: it wants credentials"),
        ])

    static let logImage404 = told(
        by: [.imageMissing], owners: [.hubConfiguration],
        meaning: "The registry has no such image, or none for this architecture.",
        evidence: "A pull that ended with \"manifest unknown\" or \"no matching manifest\" in a log.",
        remedies: [.correctImage])

    static let logPullFailed = told(
        by: [.pullUnresolved, .pullUntrusted, .pullOutOfTime, .pullProxy, .pullUnanswered], owners: [.siteNetwork],
        meaning: "An image could not be pulled: the registry was not found, not reached or not trusted.",
        evidence: "A pull that ended with Go's words for that in a log.",
        remedies: [.openWayOut],
        related: [(.registryDataEndpointBlocked, "the registry answers, and where its images lie does not")])

    static let logImage429 = told(
        by: [.imageLimited], owners: [.hubConfiguration],
        meaning: "The registry gives no more images for a while: too many were pulled from here, or by this account.",
        evidence: "A pull that ended with \"toomanyrequests\" or 429 in a log.",
        remedies: [.registryCredentials],
        related: [
            (.registryLimited, "the same, seen at the registry itself"),
            (.logImage401, "there the registry gives nothing without credentials"),
        ])

    static let logModule404 = told(
        by: [.moduleNotFound], owners: [.hubConfiguration],
        meaning: "The daemon does not find a module that calls it.",
        evidence: "\"Module not found\" with 404 in the daemon's log, or in the module's.",
        remedies: [.restartModule, .execEntrypoint])

    static let logSmallDevice = told(
        by: [.outOfMemory, .killed], owners: [.hubConfiguration],
        meaning: "edgeHub runs out of memory on a small device, or another module out of what it may have.",
        evidence: "The kernel or the engine ended edgeHub or a module for want of memory, or .NET got none.",
        remedies: [.smallDevice, .moduleMemory])

    static let logClock = told(
        by: [.tokenExpired, .certificateNotYetValid, .certificateOutOfTime], owners: [.device],
        meaning: "Tokens or certificates were out of their time, which is how a wrong clock looks.",
        evidence: "\"SAS token is expired\", \"certificate is not yet valid\" or \"NotTimeValid\" in a log.",
        remedies: [.setClock],
        related: [(.hostClockSkew, "the same, seen at the clock itself")])

    static let logProxy407 = told(
        by: [.proxyAuthentication], owners: [.proxy],
        meaning: "A proxy wanted credentials of IoT Edge.",
        evidence: "Status 407 in a log.",
        remedies: [.exemptFromAuthentication, .proxyCredentials],
        related: [(.proxyAuthRequired, "the same, seen at the proxy itself")])

    static let logProxyDenied = told(
        by: [.proxyDenied], owners: [.proxy],
        meaning: "A proxy opened no tunnel for IoT Edge.",
        evidence:
            "\"The proxy tunnel request failed\" or \"unsuccessful tunnel\", with another status than 407, in a log.",
        remedies: [.allowAtProxy],
        related: [
            (.proxyDenied, "the same, seen at the proxy itself"), (.logProxy407, "there it wants credentials"),
        ])

    static let logCertificate = told(
        by: [.certificateUnverified], owners: [.siteNetwork],
        meaning: "IoT Edge did not trust a certificate that it was shown.",
        evidence: "\"certificate verify failed\" or \"The remote certificate is invalid\" in a log.",
        remedies: [.noTLSInspection, .trustInspectionRoot],
        related: [(.tlsIntercepted, "the same, seen in the handshake, with the issuer")])

    static let logFormatException = told(
        by: [.malformedTime], owners: [.hubConfiguration],
        meaning: "edgeHub does not read the creation time of a module's messages, and drops them.",
        evidence: "System.FormatException with \"as a valid DateTime\" in edgeHub's log.",
        remedies: [.writeTimes])
}
