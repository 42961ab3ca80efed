import Glibc

/// A file descriptor with one owner; closed at the end of its life.
struct Descriptor: ~Copyable {
    let number: CInt

    /// Takes over a descriptor that nobody else will close.
    init(owning number: CInt) { self.number = number }

    /// Gives the descriptor away, open.
    consuming func release() -> CInt {
        let number = number
        discard self
        return number
    }

    deinit { _ = Glibc.close(number) }
}
