import FoundationEssentials
import ProbeMeasurement
@testable import ProbeScheduler
import Testing

struct WorkerInputTests {
    @Test func `a list of rules is told from other answers, and comes out as it went in`() throws {
        var listing = FirewallListing()
        listing.json = "{\"nftables\": [\"\\u00e9\n\"]}"
        listing.text = "table ip a {\n}"
        let line = Array(try WorkerInput.encode(listing).dropLast())
        #expect(WorkerInput.isListing(line) && !line.contains(0x0a))
        let read = try #require(WorkerInput.listing(line))
        #expect(read.json == listing.json && read.text == listing.text && read.refusal == nil)
        for answer in [NetfilterAnswer.ready, .refused(.failed)] {
            #expect(!WorkerInput.isListing(Array(try JSONEncoder().encode(answer))))
        }
    }

    @Test func `a list beyond its bounds, or one that is none, is nothing`() throws {
        var listing = FirewallListing()
        listing.json = String(repeating: "a", count: FirewallListing.longestOutput + 1)
        #expect(WorkerInput.listing(Array(try WorkerInput.encode(listing).dropLast())) == nil)
        for text in ["{\"listed\":{}}", "{\"listed\":7}", "{\"ready\":{}}", "", "others ended"] {
            #expect(WorkerInput.listing(Array(text.utf8)) == nil)
        }
    }
}
