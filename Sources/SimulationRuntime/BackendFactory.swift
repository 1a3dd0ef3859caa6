/// Makes the back end that runs networks on a target.
package func makeBackend(for target: SimulationTarget) -> any SimulationBackend {
    switch target {
    case .host: HostBackend()
    case .virtual, .board: BoardBackend()
    }
}
