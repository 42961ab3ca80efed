internal import COpenSSL

/// A scope with a memory BIO, for the library's functions that read from or print to one.
package enum MemoryBIO {
    /// Gives a BIO that holds the bytes; nothing when there is no memory for it.
    static func reading<Result>(_ bytes: [UInt8], _ body: (OpaquePointer) -> Result) -> Result? {
        guard let length = Int32(exactly: bytes.count), let bio = unsafe COpenSSL_BIO_new_memory_pipe() else {
            return nil
        }
        defer { unsafe BIO_free_all(bio) }
        guard unsafe bytes.isEmpty || BIO_write(bio, bytes, length) == length else { return nil }
        return unsafe body(bio)
    }

    /// Gives an empty BIO and takes what was written to it; nothing when the body says so.
    package static func written(_ body: (OpaquePointer) -> Bool) -> [UInt8]? {
        guard let bio = unsafe COpenSSL_BIO_new_memory_pipe() else { return nil }
        defer { unsafe BIO_free_all(bio) }
        guard unsafe body(bio) else { return nil }
        let pending = unsafe BIO_ctrl_pending(bio)
        guard pending > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: pending) { buffer, count in
            count = unsafe Int(max(0, BIO_read(bio, buffer.baseAddress, Int32(clamping: pending))))
        }
    }
}
