import ProbeCore
