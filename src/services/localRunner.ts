import type { CallContext, JobHandlers, JobMap, JobRunner } from '../base/wire'

/** Runs jobs in this process: the command line and the tests. */
export class LocalRunner<J extends JobMap> implements JobRunner<J> {
  constructor(private readonly handlers: JobHandlers<J>) {}

  async run<N extends keyof J & string>(
    name: N,
    input: J[N]['in'],
    context: CallContext,
  ): Promise<J[N]['out']> {
    context.signal.throwIfAborted()
    return this.handlers[name](input, { report: () => {}, ...context })
  }
}
