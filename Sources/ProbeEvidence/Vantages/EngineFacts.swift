package import ProbeCore

/// What the container engine of this device says about itself, and which of its networks could not be measured from.
package struct EngineFacts: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        case running
        /// There is no socket at any of the usual places.
        case absent
        /// The socket is there, and this user may not connect to it.
        case denied
        /// The socket is there, and nobody answers at it.
        case stopped
        /// What answers does not speak the Engine API.
        case unusable
    }

    /// A vantage that there is or was asked for, and that no worker could be sent to.
    package struct Unmeasured: Codable, Hashable, Sendable {
        package let vantage: Vantage
        package let code: SkipReason.Code
        private let reason: EnglishText
        /// Of a network that has no bridge to be measured from; nothing where something else was in the way.
        package var driver: LocalText?
        /// The reason as a value; nothing in an older report.
        private let message: Sentence?

        package var sentence: Sentence { message ?? Sentence(recorded: reason.text) }

        package init(_ vantage: Vantage, _ reason: SkipReason, driver: LocalText? = nil) {
            self.vantage = vantage
            self.driver = driver
            code = reason.code
            self.reason = EnglishText(reason.sentence)
            message = reason.sentence
        }
    }

    /// Something that the engine was asked and that it gave no usable answer to, though it answered others.
    package struct Unanswered: Codable, Hashable, Sendable {
        package enum Question: String, Codable, Hashable, Sendable {
            case version
            /// Whether it is rootless.
            case information
            case networks
            /// Which containers run.
            case containers
            /// What one network is like, and who is on it.
            case network
            /// What the containers of one network are like.
            case members
        }

        package let question: Question
        /// The network that was asked about.
        package var network: NetworkName?
        /// No answer came before the time for such questions was over.
        package let isLate: Bool

        package init(_ question: Question, about network: NetworkName? = nil, isLate: Bool) {
            self.question = question
            self.network = network
            self.isLate = isLate
        }
    }

    /// The proxy for https of an engine that runs.
    package struct RunningProxy: Codable, Hashable, Sendable {
        package let isSet: Bool
        /// Nothing where none is set, or where its text is no proxy's URL.
        package let address: ProxyAddress?

        package init(isSet: Bool, address: ProxyAddress?) {
            self.isSet = isSet
            self.address = address
        }
    }

    package var state: State
    /// The socket that was tried, or the first one that was looked for.
    package var socket: LocalText?
    /// `docker` or `podman`.
    package var name: LocalText?
    package var version: LocalText?
    package var isRootless = false
    /// What it pulls through since it was started; nothing in the reports of older versions.
    package var runningProxy: RunningProxy?
    /// What it asks for Docker Hub's images since it was started; nothing where it does not say.
    package var mirrors: RegistryMirrors?
    /// The network that IoT Edge will make when it starts; nothing where the engine has it, or did not list all that it has.
    package var networkToCome: NetworkName?
    package var unmeasured: [Unmeasured] = []
    /// Nothing where it answered all that it was asked.
    package var unanswered: [Unanswered]?

    /// What it lists and nobody here could read.
    package var leftOut: [LeftOut]?

    package init(state: State) { self.state = state }

    package var isPodman: Bool { name == LocalText("podman") }

    /// As reports show it, such as `docker 20.10.24`, without what a distribution adds to the version.
    package var description: String? {
        guard let name else { return nil }
        return version.map { "\(name) \($0.description.prefix { $0 != "+" && $0 != "~" })" } ?? name.description
    }

    /// The number before the first dot of the version.
    package var majorVersion: Int? { version.flatMap { Int($0.description.prefix { $0.isNumber }) } }
}
