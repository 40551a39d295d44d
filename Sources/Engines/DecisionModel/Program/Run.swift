import FEEL

/// What goes along through one evaluation: FEEL's own, and where the explanation is written, if one is wanted.
struct Run {
  let evaluation: Evaluation
  let trace: TraceBuilder?

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
    trace = evaluation.companion.flatMap { $0 as? TraceBuilder }
  }
}
