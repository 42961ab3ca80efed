import ProbeEvidence
import ProbeLinux

/// Whose words a text has.
extension LogWords {
    /// Marks of what the runtime itself wrote, in a text that does not say whose it is.
    private static let marks =
        bytes([
            "causedby:", "microsoft.azure.devices", "statuscode", "unhandledexception", "iotedge", "iothub",
            "errorparsinguserinputdata", "hsm_client", "executinghttprequest",
        ]) + ownMarks

    /// Marks that no module of somebody's has: of IoT Edge's own programs, and of the engine's answers.
    private static let ownMarks = bytes([
        "dockerapiresponded", "driverfailedprogramming", "errorresponsefromdaemon", "edgelet", "iotedged", "aziot",
        "edgeagent", "edgehub", "microsoft.azure.devices.edge", "containerruntimeerror", "couldnotpullimage",
        "httprequesttodockerfailed", "userlandproxy:", "bindfor0.0.0.0:", "bindfor[::]:", "failedtobindhostport",
        "onendpoint", "rootlessport", "cannotlistenonthetcpport", "hnscall", "hnsfailed",
        "http500internalservererror:get", "http500internalservererror:head", "dotnetty",
    ])

    /// Marks of a pull, beside a registry's address.
    private static let pullMarks =
        bytes([
            "pull", "manifests/", "docker", "containerd", "registry", "mcr.microsoft.com", ".azurecr.io",
            "resolvereference",
        ]) + ownMarks

    /// What programs put before an error that they pass on.
    private static let leads = bytes(["error:", "err:", "fatal:", "warning:", "docker:", "failed:"])
    /// What the engine's own errors begin with: it binds by the family, a program of somebody's rarely does.
    private static let beginnings = bytes([
        "bindfor0.0.0.0:", "bindfor[::]:", "listentcp40.0.0.0:", "listentcp6[::]:", "failedtobindhostport",
    ])

    private static func bytes(_ words: [StaticString]) -> [[UInt8]] { words.map { Array($0.description.utf8) } }

    /// Whether a text of an unknown writer is more than somebody's who speaks of it, or of himself.
    ///
    /// - Parameters:
    ///   - text: the message, squeezed.
    ///   - place: where the words begin that say it.
    ///   - code: what they say.
    /// - Returns: true where they are the runtime's own words.
    static func isOfTheRuntime(_ text: [UInt8], wordsAt place: Int, saying code: LogCode?) -> Bool {
        func has(_ marks: [[UInt8]]) -> Bool { marks.contains { ByteSearch.first($0, in: text) != nil } }
        let before = text[..<place]
        let begins = beginnings.contains { text.starts(with: $0) }
        switch code?.writers ?? .anybodyOfTheRuntime {
        case .everyProgram: return false
        case .strangersToo: return begins || has(ownMarks)
        case .strangersOfRegistries: return leads.contains { before.elementsEqual($0) } || has(pullMarks)
        case .anybodyOfTheRuntime:
            // Nothing stands before the words, or the end of a line that was cut off there.
            if !before.contains(where: { (0x61...0x7a).contains($0) }) { return true }
            return begins || leads.contains { before.elementsEqual($0) } || has(marks)
        }
    }

    /// What edgeAgent and edgeHub begin with, and what only they say.
    private static let banners = [
        ("startingedgeagent", LogSpeaker.agent), ("edgeagentmain()", .agent), ("initializingedgeagent", .agent),
        ("edgeagentattempting", .agent), ("microsoft.azure.devices.edge.agent", .agent), ("startingedgehub", .hub),
        ("edgehubmain()", .hub), ("initializingedgehub", .hub), ("microsoft.azure.devices.edge.hub", .hub),
    ].map { (Array($0.0.utf8), $0.1) }

    /// Whose log it is that has a text; nothing where that says nothing.
    static func speaker(of text: [UInt8]) -> LogSpeaker? {
        banners.first { ByteSearch.first($0.0, in: text) != nil }?.1
    }

    /// What a program that crashes begins with, whatever it said before: .NET's, the C++ library's, Rust's.
    private static let crashes = bytes([
        "unhandledexception", "terminatecalled", "processterminated.", "fatalerror.", "outofmemory.",
        "thread'main'panicked",
    ])
    /// What goes on with a message besides the frames of a stack: inner exceptions, causes.
    private static let continuations = bytes(["--->", "---", "causedby:", "(innerexception"])

    /// Whether a line without a head begins the account of a crash.
    static func isCrash(_ line: ArraySlice<UInt8>) -> Bool {
        let beginning = squeezed(line.prefix(48))
        return crashes.contains { beginning.starts(with: $0) }
    }

    /// Whether a line without a head looks as if it went on with the one before.
    static func isContinuation(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first, first > 0x20 else { return true }
        if line.starts(with: "at ".utf8) { return true }
        let beginning = squeezed(line.prefix(24))
        return continuations.contains { beginning.starts(with: $0) }
    }
}

extension LogCode {
    fileprivate enum Writers {
        /// Only the runtime and its libraries say it so.
        case anybodyOfTheRuntime
        /// Any program may say it of what it does itself.
        case strangersToo
        /// Every program says it of what it does itself: only whoever writes in the runtime's form is heard.
        case everyProgram
        /// Any program may say it of an address that looks like a registry's.
        case strangersOfRegistries
    }

    fileprivate var writers: Writers {
        switch self {
        case .certificateNotYetValid, .certificateOutOfTime, .certificateUnverified, .proxyAuthentication, .proxyDenied,
            .portAllocated, .portDenied, .outOfMemory:
            .strangersToo
        case .nameUnresolved, .connectionRefused, .connectionUnanswered, .engineConfiguration, .engineNetwork,
            .engineStore, .engineStart:
            .everyProgram
        case .imageUnauthorized, .imageForbidden, .imageMissing, .imageLimited, .pullUnresolved, .pullUntrusted,
            .pullOutOfTime,
            .pullProxy, .pullUnanswered:
            .strangersOfRegistries
        case .agentFallback, .emptyConfig, .noDeployment, .transientNetwork, .parentUnreachable, .hostnameInvalid,
            .socketDenied, .moduleNotFound, .killed, .tokenExpired, .malformedTime:
            .anybodyOfTheRuntime
        }
    }
}
