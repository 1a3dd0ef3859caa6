// A script needs one import: what it touches of the floors below comes with this one.
@_exported public import NetworkModel
@_exported public import Plotting
@_exported public import RecordedData
@_exported public import SimulationRuntime
