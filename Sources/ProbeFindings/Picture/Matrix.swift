package import ProbeCore

/// What works from where: a row for each thing a device needs, a column for each vantage.
package struct Matrix: Hashable, Sendable {
    package enum Cell: Hashable, Sendable {
        /// How long the network took for it (names: for their answer), and by what way it works.
        case works(Seconds?, Way)
        /// The number of the finding that says why, counted from one.
        case fails(Int?)
        /// Fails too, but nothing needs it: the finding is informational.
        case fallsShort(Int)
        /// Could be neither proven nor refuted, and why.
        case unknown(because: Sentence)
        /// Not asked from there.
        case absent
    }

    /// By what way something works.
    package enum Way: Hashable, Sendable {
        case direct
        case proxy
        /// At an address that only the control resolver gave: this device's own programs do not find it.
        case controlResolver

        package init(_ via: Endpoint.Via) { self = via == .proxy ? .proxy : .direct }

        package var via: Endpoint.Via { self == .proxy ? .proxy : .direct }
    }

    /// What a row is about.
    package enum Matter: Hashable, Sendable {
        /// How the hub's name resolves.
        case name
        case transport(Transport)
        /// The hub's TLS 1.3 name, which nothing needs.
        case deviceName
        case provisioning
        case registry(HostName)
    }

    package struct Row: Hashable, Sendable {
        package let matter: Matter
        package let port: UInt16?
        /// One for each vantage.
        package let cells: [Cell]

        package init(_ matter: Matter, port: UInt16?, _ cells: [Cell]) {
            self.matter = matter
            self.port = port
            self.cells = cells
        }
    }

    /// A row about the device itself: its ports, or its name, clock, links and files.
    package struct Remark: Hashable, Sendable {
        package enum Matter: String, Codable, Hashable, Sendable {
            case ports, device
        }

        /// A piece of it, and whether it is as it should be; nothing where that is not known.
        package struct Part: Hashable, Sendable {
            package let text: Sentence
            package let isRight: Bool?
            /// The finding that says what is wrong, counted from one.
            package let finding: Int?

            package init(_ text: Sentence, isRight: Bool?, finding: Int? = nil) {
                self.text = text
                self.isRight = isRight
                self.finding = finding
            }
        }

        package let matter: Matter
        package let parts: [Part]

        package init(_ matter: Matter, _ parts: [Part]) {
            self.matter = matter
            self.parts = parts
        }
    }

    package var vantages: [Vantage] = []
    package var rows: [Row] = []
    package var remarks: [Remark] = []

    package init() {}
}
