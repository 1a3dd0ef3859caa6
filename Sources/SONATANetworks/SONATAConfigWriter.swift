internal import Foundation

/// Writes the configuration files of a network. Their paths are relative to their folder.
package enum SONATAConfigWriter {
    /// What a report needs to be written down.
    package struct Report {
        /// The variable, under PyNN's name.
        package let variable: String
        /// Its unit.
        package let unit: String
        /// The population of the cells.
        package let population: String
        /// Their indices in it; nil for all.
        package let indices: [Int]?
        /// The time between samples, ms.
        package let interval: Double

        /// Makes a report.
        package init(variable: String, unit: String, population: String, indices: [Int]?, interval: Double) {
            self.variable = variable
            self.unit = unit
            self.population = population
            self.indices = indices
            self.interval = interval
        }
    }

    /// Writes `circuit_config.json`.
    ///
    /// - Parameters:
    ///   - folder: The folder of the file, in which `networks` has the files of nodes and edges.
    ///   - hasEdges: Whether there are edges.
    /// - Throws: Errors of writing.
    package static func writeCircuit(to folder: String, hasEdges: Bool) throws {
        var networks: [String: JSONValue] = ["nodes": [files(of: "node")]]
        if hasEdges { networks["edges"] = [files(of: "edge")] }
        let circuit: JSONValue = [
            "target_simulator": "PyNN",
            "manifest": [
                "$BASE_DIR": ".", "$NETWORK_DIR": "$BASE_DIR/networks", "$COMPONENT_DIR": "$BASE_DIR/components",
            ],
            "components": [
                "point_neuron_models_dir": "$COMPONENT_DIR/point_neuron_dynamics",
                "synaptic_models_dir": "$COMPONENT_DIR/synapse_dynamics",
            ],
            "networks": .object(networks),
        ]
        try write(circuit, to: "\(folder)/circuit_config.json")
    }

    private static func files(of kind: String) -> JSONValue {
        [
            "\(kind)s_file": .text("$NETWORK_DIR/\(kind)s.h5"),
            "\(kind)_types_file": .text("$NETWORK_DIR/\(kind)_types.csv"),
        ]
    }

    /// Writes `simulation_config.json` and `node_sets.json`.
    ///
    /// - Parameters:
    ///   - folder: The folder of the files.
    ///   - timestep: The time step, ms.
    ///   - tstop: The time at which the simulation ends, ms.
    ///   - inputs: The populations whose spikes are in files, and the files' names in the folder `inputs`.
    ///   - reports: What is recorded beside spikes.
    /// - Throws: Errors of writing.
    package static func writeSimulation(
        to folder: String,
        timestep: Double,
        tstop: Double,
        inputs: [(population: String, file: String)],
        reports: [Report]
    ) throws {
        var sets: [String: JSONValue] = [:]
        var described: [String: JSONValue] = [:]
        for (number, report) in reports.enumerated() {
            var cells = report.population
            if let indices = report.indices {
                cells = "recorded_\(number)"
                sets[cells] = [
                    "population": .text(report.population),
                    "node_id": .array(indices.map { .number(Double($0)) }),
                ]
            }
            described["\(report.population)_\(report.variable)"] = [
                "variable_name": .text(report.variable), "cells": .text(cells), "sections": "soma",
                "file_name": .text("\(report.variable).h5"), "unit": .text(report.unit),
                "dt": .number(report.interval), "start_time": 0.0, "end_time": .number(tstop), "enabled": true,
            ]
        }
        try write(.object(sets), to: "\(folder)/node_sets.json")
        let given = inputs.map { input in
            (
                input.population,
                [
                    "input_type": "spikes", "module": "h5", "input_file": .text("$INPUT_DIR/\(input.file)"),
                    "node_set": .text(input.population),
                ] as JSONValue
            )
        }
        let simulation: JSONValue = [
            "target_simulator": "PyNN",
            "manifest": ["$BASE_DIR": ".", "$INPUT_DIR": "$BASE_DIR/inputs", "$OUTPUT_DIR": "$BASE_DIR/output"],
            "network": "$BASE_DIR/circuit_config.json",
            "node_sets_file": "$BASE_DIR/node_sets.json",
            "run": ["dt": .number(timestep), "tstop": .number(tstop)],
            "inputs": .object(Dictionary(given) { $1 }),
            "reports": .object(described),
            "output": [
                "output_dir": "$OUTPUT_DIR", "spikes_file": "spikes.h5", "spikes_sort_order": "by_time",
            ],
        ]
        try write(simulation, to: "\(folder)/simulation_config.json")
    }

    private static func write(_ value: JSONValue, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(value).write(to: URL(filePath: path), options: .atomic)
    }
}
