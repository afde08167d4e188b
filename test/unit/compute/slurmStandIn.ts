import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from '../../fixtures/commandLine'

/** What a job's script of a person says. */
export const workerScript = `#!/bin/sh
exec '${process.execPath}' '${join(root, 'out/cli.js')}' worker --json --plan "$WINDHOVER_PLAN" --part "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
`

const programs = {
  // Runs the array's tasks one after the other, and keeps a file as long as the job is in the queue.
  sbatch: `for word in "$@"; do
  case "$word" in
    --job-name=*) name="\${word#*=}" ;;
    --array=0-*) last="\${word#--array=0-}" ;;
  esac
  script="$word"
done
cp "$WINDHOVER_PLAN" "$QUEUE/plan.json"
(
  for task in $(seq 0 "$last"); do
    SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=$((last + 1)) sh "$script" >"$QUEUE/$task.out" 2>&1
  done
  rm -f "$QUEUE/$name.job"
) </dev/null >/dev/null 2>&1 &
echo $! >"$QUEUE/$name.job"
echo "sbatch" >>"$QUEUE/said"
echo "123;cluster"`,
  squeue: `for word in "$@"; do case "$word" in --name=*) name="\${word#*=}" ;; esac; done
test -e "$QUEUE/$name.job" && echo 123
exit 0`,
  scancel: `for word in "$@"; do case "$word" in --name=*) name="\${word#*=}" ;; esac; done
echo "scancel" >>"$QUEUE/said"
rm "$QUEUE/$name.job"`,
}

/** Programs named as Slurm's in `folder`, which stand before others from now on; jobs leave their output in it. */
export function slurmStandIn(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(programs)) {
    const head = `#!/bin/sh\nQUEUE='${folder}'\n`
    writeFileSync(join(folder, name), head + text)
    chmodSync(join(folder, name), 0o755)
  }
  process.env['PATH'] = `${folder}${delimiter}${process.env['PATH'] ?? ''}`
}
