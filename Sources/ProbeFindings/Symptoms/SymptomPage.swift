package import ProbeCore

/// All there is to say about a symptom: what it may come from, what tells that apart, what is done about it.
package struct SymptomPage: Sendable {
    /// A cause that the symptom may come from.
    package struct Candidate: Sendable {
        package let cause: Cause
        /// What tells it from the others, as a clause.
        package let telling: Sentence

        init(_ cause: Cause, _ telling: Sentence) {
            self.cause = cause
            self.telling = telling
        }
    }

    /// What is done on one kind of host: whole sentences, the procedures, and the remedies that a run prints.
    package struct Resolution: Sendable {
        package let text: [Sentence]
        package let topics: [GuideTopic]
        package let remedies: [RemedyID]

        init(_ text: [Sentence], _ topics: [GuideTopic], _ remedies: [RemedyID] = []) {
            self.text = text
            self.topics = topics
            self.remedies = remedies
        }
    }

    /// What a symptom is recognized by.
    package enum Mark: Sendable {
        /// Words of a log or a screen, in their order.
        case phrase(StaticString)
        /// How people put it: all of these words, in any order.
        case words(StaticString)
        /// A code that somebody asks about.
        case status(Int)
        /// A heading of the Korean page, with or without its blanks.
        case heading(StaticString)
    }

    /// One line, as the list of symptoms has it.
    package let title: Sentence
    package let meaning: [Sentence]
    /// None where no finding of a run can be behind it.
    package let candidates: [Candidate]
    /// How edgeprobe finds out which of them it is.
    package let decision: Sentence
    /// What to run for that, on Linux.
    package let command: StaticString
    package let linux: Resolution
    package let windows: Resolution
    /// The causes by which a log gives the symptom away; their cards have the signatures.
    package let logs: [Cause]
    package let marks: [Mark]

    static let run: StaticString = "sudo edgeprobe --hub \"${HUB:?set HUB to the name of the hub}\""

    init(
        _ title: Sentence, meaning: [Sentence], candidates: [Candidate], decision: Sentence,
        command: StaticString = SymptomPage.run, linux: Resolution, windows: Resolution, logs: [Cause] = [],
        marks: [Mark]
    ) {
        self.title = title
        self.meaning = meaning
        self.candidates = candidates
        self.decision = decision
        self.command = command
        self.linux = linux
        self.windows = windows
        self.logs = logs
        self.marks = marks
    }

    /// The procedures for either host, each once.
    package var topics: [GuideTopic] { (linux.topics + windows.topics).uniqued }
}

extension Symptom {
    package var page: SymptomPage {
        switch self {
        case .daemonStopped: .daemonStopped
        case .configurationBroken: .configurationBroken
        case .hostnameInvalid: .hostnameInvalid
        case .moduleFails: .moduleFails
        case .noMessages: .noMessages
        case .agentStops: .agentStops
        case .emptyConfig: .emptyConfig
        case .transientNetwork: .transientNetwork
        case .noConnectivity: .noConnectivity
        case .portTaken: .portTaken
        case .imageRefused: .imageRefused
        case .pullFails: .pullFails
        case .moduleNotFound: .moduleNotFound
        case .smallDevice: .smallDevice
        case .portsClosed: .portsClosed
        case .proxyRefuses: .proxyRefuses
        case .certificateRefused: .certificateRefused
        case .tokenExpired: .tokenExpired
        case .clientRefused: .clientRefused
        case .parentUnreachable: .parentUnreachable
        case .socketDenied: .socketDenied
        case .diskFull: .diskFull
        case .modulesDisappear: .modulesDisappear
        case .certificateRenewal: .certificateRenewal
        case .identityCalls: .identityCalls
        case .windowsLogs: .windowsLogs
        }
    }
}
