package import ProbeCore

/// How one thing is done: on a Linux device, on a Windows host, in the portal or a deployment.
///
/// The texts to paste are literals of these sources: nothing that a network or another user wrote can stand in them.
package struct Procedure: Sendable {
    /// What IoT Edge is installed on.
    package enum Host: String, Hashable, Sendable, CaseIterable {
        case linux, windows
    }

    /// Releases that are operated alike.
    package enum Release: String, Hashable, Sendable, CaseIterable {
        /// 1.0 and 1.1: one daemon, `iotedge`, which reads config.yaml.
        case old = "1.1"
        /// From 1.2 on: several services, `aziot-…`, and config.toml.
        case current = "1.2"

        /// The releases that a version of IoT Edge belongs to, such as 1.1 or 1.5.11; nothing for what is no such version.
        package init?(version: String) {
            let numbers = version.split(separator: ".", omittingEmptySubsequences: false).prefix(3)
            guard (2...3).contains(numbers.count), numbers[0] == "1", let minor = UInt8(numbers[1]),
                numbers.dropFirst(2).allSatisfy({ UInt16($0) != nil })
            else { return nil }
            self = minor < 2 ? .old : .current
        }
    }

    package enum Place: Hashable, Sendable {
        /// A shell on the device; nothing where it makes no difference which release runs there.
        case linux(Release?)
        /// PowerShell on a Windows host whose IoT Edge runs in a Linux virtual machine (EFLOW).
        case virtualMachine
        /// PowerShell on a Windows host with Windows containers, which 1.1 was the last release for.
        case windowsContainers
        /// The portal, a deployment manifest, an image, another machine: wherever the device is not.
        case elsewhere

        package var host: Host? {
            switch self {
            case .linux: .linux
            case .virtualMachine, .windowsContainers: .windows
            case .elsewhere: nil
            }
        }

        package var release: Release? {
            switch self {
            case .linux(let release): release
            case .virtualMachine: .current
            case .windowsContainers: .old
            case .elsewhere: nil
            }
        }
    }

    /// What a text to paste is written in.
    package enum Language: String, Hashable, Sendable, CaseIterable {
        case shell, powershell, toml, yaml, json, unit, dockerfile
    }

    /// Rows of words under a heading each; the last column wraps.
    package struct Table: Sendable {
        package let columns: [Sentence]
        package let rows: [[Sentence]]

        package init(_ columns: [Sentence], _ rows: [[Sentence]]) {
            self.columns = columns
            self.rows = rows
        }
    }

    package enum Step: Sendable {
        case say(Sentence)
        case paste(Language, StaticString)
        case show(Table)
    }

    package struct Part: Sendable {
        package let place: Place
        package let steps: [Step]

        package init(_ place: Place, _ steps: [Step]) {
            self.place = place
            self.steps = steps
        }
    }

    /// One line, as the list of topics has it.
    package let title: Sentence
    package let introduction: [Sentence]
    package let parts: [Part]
    /// Topics that lead on from here.
    package let related: [GuideTopic]

    package init(_ title: Sentence, _ introduction: [Sentence], _ parts: [Part], related: [GuideTopic] = []) {
        self.title = title
        self.introduction = introduction
        self.parts = parts
        self.related = related
    }
}

extension Procedure.Step: ExpressibleByStringLiteral {
    package init(stringLiteral value: StaticString) { self = .say(Sentence(stringLiteral: value)) }

    package static func shell(_ text: StaticString) -> Self { .paste(.shell, text) }
    package static func powershell(_ text: StaticString) -> Self { .paste(.powershell, text) }
    package static func toml(_ text: StaticString) -> Self { .paste(.toml, text) }
    package static func yaml(_ text: StaticString) -> Self { .paste(.yaml, text) }
    package static func json(_ text: StaticString) -> Self { .paste(.json, text) }
    package static func unit(_ text: StaticString) -> Self { .paste(.unit, text) }
    package static func dockerfile(_ text: StaticString) -> Self { .paste(.dockerfile, text) }
}
