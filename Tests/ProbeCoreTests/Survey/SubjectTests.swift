import ProbeCore
import TestSupport
import Testing

struct SubjectTests {
    @Test
    func `a subject narrows to what it belongs to, never the other way`() throws {
        let host = try HostName(validating: "hub.example")
        let endpoint = Endpoint(.hub, host, .mqtt, via: .proxy)
        #expect(endpoint.narrowed(to: Endpoint.self) == endpoint)
        #expect(endpoint.narrowed(to: Name.self) == Name(host))
        #expect(endpoint.narrowed(to: Device.self) == Device())
        #expect(Name(host).narrowed(to: Endpoint.self) == nil)
        #expect(Name(host).narrowed(to: Name.self) == Name(host))
        #expect(Name(host).narrowed(to: Device.self) == Device())
        #expect(Device().narrowed(to: Name.self) == nil)
        #expect(Device().narrowed(to: Device.self) == Device())
    }

    @Test(arguments: Transport.allCases)
    func `an endpoint travels with its members`(transport: Transport) throws {
        let endpoint = Endpoint(.registry, try HostName(validating: "mcr.microsoft.com"), transport, via: .proxy)
        #expect(try JSON.roundTrip(endpoint) == endpoint)
        #expect(endpoint.port == transport.port)
        #expect(transport.mayUseProxy == (transport.port == 443))
        #expect(try JSON.text([transport]) == "[\"\(transport.rawValue)\"]")
    }
}
