import ProbeCore
import ProbeEvidence
import ProbeFindings
import Testing

/// What every cause has to say about itself.
struct CardTests {
    @Test(arguments: Cause.allCases)
    func `look-alikes look alike both ways, and the same thing tells them apart`(cause: Cause) {
        for lookAlike in cause.card.lookAlikes {
            let back = lookAlike.cause.card.lookAlikes.filter { $0.cause == cause }
            #expect(back.count == 1, "\(lookAlike.cause.rawValue) does not know \(cause.rawValue)")
            #expect(back.first?.telling == lookAlike.telling, "\(cause.rawValue) and \(lookAlike.cause.rawValue)")
        }
    }

    @Test(arguments: Cause.allCases)
    func `nobody is without look-alikes, unless for a reason`(cause: Cause) {
        switch cause.card.likeness {
        case .among(let lookAlikes):
            #expect(!lookAlikes.isEmpty)
            #expect(!lookAlikes.contains { $0.cause == cause })
            #expect(lookAlikes.allSatisfy { !$0.difference.english.isEmpty })
        case .alone(let reason):
            #expect(!reason.english.isEmpty)
        }
    }

    @Test(arguments: Cause.allCases)
    func `a card says what the cause is, what shows it, and whose it is`(cause: Cause) {
        let card = cause.card
        #expect(card.meaning.english.hasSuffix("."))
        #expect(card.evidence.english.hasSuffix("."))
        #expect(!card.owners.isEmpty)
        #expect(Set(card.owners).count == card.owners.count)
        #expect(Set(card.remedies).count == card.remedies.count)
        #expect(!card.remedies.isEmpty || card.advice != nil)
        let related = Set(card.related.map(\.cause))
        #expect(related.isDisjoint(with: card.lookAlikes.map(\.cause)) && !related.contains(cause))
    }

    @Test func `each remedy is some cause's`() {
        let known = Set(Cause.allCases.flatMap(\.card.remedies))
        #expect(Set(RemedyID.allCases).subtracting(known).isEmpty)
    }

    @Test func `a line of a log gives one cause away`() {
        let signatures = Cause.allCases.flatMap(\.card.signatures)
        #expect(Set(signatures).count == signatures.count)
        #expect(Set(signatures) == Set(LogCode.allCases))
    }
}
