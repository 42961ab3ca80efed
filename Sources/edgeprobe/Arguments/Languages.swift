import ArgumentParser
import FoundationEssentials
import ProbeCore
import Reports
import Texts

/// Which languages a command speaks: decided before the command line is parsed, because its errors and its help are spoken.
struct Languages {
    private let reader: Phrasebook?
    /// Nothing where others are asked in the reader's own.
    private let requests: Phrasebook??

    /// `--lang`, else what a service was given, else the locale (locale(7)), where it has the letters; `--request-lang` for
    /// requests to other people.
    ///
    /// What is no language is the parser's to refuse.
    init(arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment) {
        let named = Self.value(of: "--lang", in: arguments).flatMap(Language.init(code:))
        // A service may be given a locale's whole name.
        let given = environment["EDGEPROBE_LANG"].flatMap { $0.isEmpty ? nil : Language(locales: [$0.lowercased()]) }
        let locale = Language(locales: ["LC_ALL", "LC_MESSAGES", "LANG"].map { environment[$0] })
        let language = named ?? given ?? (Locale.isUTF8(environment) ? locale : .english)
        let other = Self.value(of: "--request-lang", in: arguments).flatMap(Language.init(code:))
        let reader = language.phrasebook
        self.reader = reader
        requests = other.map { $0 == language ? reader : $0.phrasebook }
    }

    private static func value(of option: String, in arguments: [String]) -> String? {
        let own = arguments.prefix { $0 != "--" }
        guard let last = own.lastIndex(where: { $0 == option || $0.hasPrefix(option + "=") }) else { return nil }
        if own[last] != option { return String(own[last].dropFirst(option.count + 1)) }
        return own.indices.contains(last + 1) ? own[last + 1] : nil
    }

    /// Everything that a body says.
    func speak<Result>(_ body: () async -> Result) async -> Result {
        await Phrasebook.$current.withValue(reader) {
            guard let requests else { return await body() }
            return await Phrasebook.$ofRequests.withValue(requests) { await body() }
        }
    }

    /// The same before there is a task.
    func speakAtOnce<Result>(_ body: () -> Result) -> Result { Phrasebook.$current.withValue(reader, operation: body) }

    /// What is said of the command line before anybody knows where the rest goes: English where the terminal has no other letters.
    static func parsing<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Delivery.display(isASCII: false, at: .standardOutput).spoken(body)
    }
}

/// The language of what people read.
struct LanguageOption: ParsableArguments {
    @Option(
        help: "The language of what people read; default: that of EDGEPROBE_LANG, else of the locale.",
        completion: .list(Language.allValueStrings))
    var lang: Language?
}

/// The language of what a network team reads.
struct RequestLanguageOption: ParsableArguments {
    @Option(
        help: "The language of requests to other people; default: as --lang.",
        completion: .list(Language.allValueStrings))
    var requestLang: Language?
}

extension Language: ExpressibleByArgument {
    package init?(argument: String) { self.init(code: argument) }

    package static var allValueStrings: [String] { all.map(\.code) }
}
