/// Something that is handed up the ladder and has to be closed; closing twice is harmless.
package protocol Live: Sendable {
    func close() async
}

/// The product of a probe that hands nothing up.
package enum NoLive: Live {
    package func close() async {}
}
