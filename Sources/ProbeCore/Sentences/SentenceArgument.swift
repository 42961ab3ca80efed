/// A value in a sentence, with its type kept.
package enum SentenceArgument: Hashable, Sendable {
    package enum Listing: String, Hashable, Sendable {
        /// a, b and c
        case conjunction
        /// a, b, c
        case commas
    }

    package enum Form: String, Hashable, Sendable {
        /// As it is.
        case whole
        /// Behind a colon or a comma: its first word begins small, unless it has other capitals (TLS, IoT).
        case clause
        /// At the beginning: its first word begins with a capital, unless it is a name.
        case opening
    }

    /// What words stand for in a report.
    package enum Kind: String, Hashable, Sendable {
        case term, local
    }

    case host(Host)
    case address(IPAddress)
    case socket(SocketAddress)
    case prefix(IPPrefix)
    case service(HostName, port: UInt16)
    case port(UInt16)
    case number(Int)
    case count(Int, Noun)
    case duration(Seconds)
    case time(Timestamp)
    case interface(InterfaceName)
    case network(NetworkName)
    case vantage(Vantage)
    case transport(Transport)
    case proxy(ProxyAddress)
    case timeServer(TimeServer)
    /// Text of this device's own.
    case local(LocalText)
    /// Text that came from the network.
    case wire(WireText)
    case term(Term)
    case icmp(type: Int, code: Int)
    /// The program's own words where others of the kind need none: what a report has in English, and people in their language.
    case worded(Sentence, Kind)
    /// A value of a floor above this one.
    case fact(Fact)
    case named(Noun, [SentenceArgument])
    case list([SentenceArgument], Listing)
    case sentence(Sentence, Form)
    /// What an older version said, in English.
    case recorded(WireText)
}

/// A value that can stand in a sentence.
package protocol Sayable {
    var said: SentenceArgument { get }
}

extension SentenceArgument: Sayable { package var said: SentenceArgument { self } }
extension HostName: Sayable { package var said: SentenceArgument { .host(.name(self)) } }
extension Host: Sayable { package var said: SentenceArgument { .host(self) } }
extension IPAddress: Sayable { package var said: SentenceArgument { .address(self) } }
extension SocketAddress: Sayable { package var said: SentenceArgument { .socket(self) } }
extension IPPrefix: Sayable { package var said: SentenceArgument { .prefix(self) } }
extension UInt16: Sayable { package var said: SentenceArgument { .port(self) } }
extension Int: Sayable { package var said: SentenceArgument { .number(self) } }
extension Seconds: Sayable { package var said: SentenceArgument { .duration(self) } }
extension Timestamp: Sayable { package var said: SentenceArgument { .time(self) } }
extension Vantage: Sayable { package var said: SentenceArgument { .vantage(self) } }
extension Transport: Sayable { package var said: SentenceArgument { .transport(self) } }
extension ProxyAddress: Sayable { package var said: SentenceArgument { .proxy(self) } }
extension TimeServer: Sayable { package var said: SentenceArgument { .timeServer(self) } }
extension InterfaceName: Sayable { package var said: SentenceArgument { .interface(self) } }
extension LocalText: Sayable { package var said: SentenceArgument { .local(self) } }
extension WireText: Sayable { package var said: SentenceArgument { .wire(self) } }
extension Term: Sayable { package var said: SentenceArgument { .term(self) } }
extension Capability: Sayable { package var said: SentenceArgument { .term(Term(self)) } }
extension SystemError: Sayable { package var said: SentenceArgument { .term(Term(self)) } }
extension ProbeID: Sayable { package var said: SentenceArgument { .term(Term(self)) } }
extension SkipReason: Sayable { package var said: SentenceArgument { .sentence(sentence, .whole) } }
extension ProbeError: Sayable { package var said: SentenceArgument { .sentence(sentence, .whole) } }
extension Sentence: Sayable { package var said: SentenceArgument { .sentence(self, .whole) } }

extension SentenceArgument {
    /// The value with another one in its place, or with others inside it.
    package func replacing(_ replacement: (SentenceArgument) throws -> SentenceArgument) rethrows -> SentenceArgument {
        switch self {
        case .named(let noun, let values): .named(noun, try values.map { try $0.replacing(replacement) })
        case .list(let values, let listing): .list(try values.map { try $0.replacing(replacement) }, listing)
        case .sentence(let sentence, let form): .sentence(try sentence.replacing(replacement), form)
        default: try replacement(self)
        }
    }
}
