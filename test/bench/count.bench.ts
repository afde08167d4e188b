import { coverage, scenarios } from '../unit/shared/survey.fixture'

const surveys = Number(process.argv[2] ?? 200)
for (const scenario of scenarios) {
  const { held, width, off } = coverage(scenario, surveys)
  console.log(
    `${scenario.name.padEnd(44)} held ${(held * 100).toFixed(1).padStart(5)} %  width ${(width * 100).toFixed(0).padStart(4)} %  bias ${(off * 100).toFixed(1).padStart(6)} %`,
  )
}
