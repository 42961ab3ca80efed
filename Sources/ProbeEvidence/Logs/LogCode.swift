/// What a line of a log says, as a value: the reader's table turns texts into these, and whoever judges reads these alone.
package enum LogCode: String, Codable, Hashable, Sendable, CaseIterable {
    /// edgeAgent tried AMQP, then WebSocket, and was not heard to have connected in between.
    case agentFallback = "agent-fallback"
    /// edgeAgent got no configuration from the hub.
    case emptyConfig = "empty-config"
    /// edgeAgent reached the hub, which has no deployment for the device.
    case noDeployment = "no-deployment"
    case transientNetwork = "transient-network"
    /// The speaker's own connection: a name that is not found, a port that refuses, silence.
    case nameUnresolved = "name-unresolved"
    case connectionRefused = "connection-refused"
    case connectionUnanswered = "connection-unanswered"
    /// A device below another one cannot reach its parent.
    case parentUnreachable = "parent-unreachable"

    case portAllocated = "port-allocated"
    /// The engine may not bind a port, or the system reserves it.
    case portDenied = "port-denied"
    case hostnameInvalid = "hostname-invalid"
    /// A socket of the daemon's, or a key, may not be opened.
    case socketDenied = "socket-denied"

    /// A registry's answers to a pull.
    case imageUnauthorized = "image-unauthorized"
    case imageForbidden = "image-forbidden"
    case imageMissing = "image-missing"
    /// The registry takes no more pulls for a while: status 429.
    case imageLimited = "image-limited"
    /// A pull that got no answer of the registry's.
    case pullUnresolved = "pull-unresolved"
    case pullUntrusted = "pull-untrusted"
    /// The registry's certificate is not valid now by this device's clock.
    case pullOutOfTime = "pull-out-of-time"
    /// The proxy of the engine was not found, or not reached.
    case pullProxy = "pull-proxy"
    case pullUnanswered = "pull-unanswered"

    /// The daemon does not find the module that calls it.
    case moduleNotFound = "module-not-found"
    case outOfMemory = "out-of-memory"
    /// Ended by SIGKILL, which want of memory, or a stop that took too long, ends with as well.
    case killed

    case tokenExpired = "token-expired"
    case certificateNotYetValid = "certificate-not-yet-valid"
    /// Expired or not yet valid: the log does not say which.
    case certificateOutOfTime = "certificate-out-of-time"
    case certificateUnverified = "certificate-unverified"
    /// A proxy wants credentials: status 407.
    case proxyAuthentication = "proxy-authentication"
    /// A proxy opens no tunnel, for another reason.
    case proxyDenied = "proxy-denied"
    /// Why the engine does not start: its file, its networks or rules, its store, or anything else.
    case engineConfiguration = "engine-configuration"
    case engineNetwork = "engine-network"
    case engineStore = "engine-store"
    case engineStart = "engine-start"
    /// A message's creation time has a form that edgeHub does not read.
    case malformedTime = "malformed-time"
}
