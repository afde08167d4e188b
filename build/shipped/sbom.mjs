// A bill of materials (CycloneDX) of what is really in the package: npm's own, less what is not packed, with the rest added.
import { npm } from '../setup/packages.mjs'
import { root } from '../setup/cache.mjs'
import { identifiers } from './standardText.mjs'

/**
 * @param {import('./parts.mjs').Part[]} parts all that the app is made of, itself first
 * @returns {Promise<object>} CycloneDX as JSON
 * @throws {Error} one sentence, where npm cannot list the packages or does not know one that is packed
 */
export async function sbomOf(parts) {
  // What the window is compiled from stands among the packages for development.
  const args = ['sbom', '--package-lock-only', '--include=dev', '--sbom-format=cyclonedx']
  const { ok, out, reason } = await npm(args, { cwd: root, seconds: 120 })
  if (!ok) throw new Error(`npm could not list the packages: ${reason}.`)
  return describe(JSON.parse(out), parts)
}

/** `listed`: npm's bill of all that the lock file names. */
export function describe(listed, parts) {
  const known = new Map(listed.components.map((component) => [component['bom-ref'], component]))
  const components = new Map(parts.slice(1).map((part) => [refOf(part), component(part, known)]))
  const [own] = parts
  const ref = refOf(own)
  const needs = new Map(listed.dependencies.map((each) => [each.ref, each.dependsOn]))
  const dependencies = parts
    .slice(1)
    .map((part) => [
      refOf(part),
      [
        ...(needs.get(refOf(part)) ?? []).filter((each) => components.has(each)),
        ...parts.filter(({ inside }) => inside && inside === part.path).map(refOf),
      ],
    ])
  const { $schema, bomFormat, specVersion, serialNumber, version, metadata } = listed
  const app = { type: 'application', 'bom-ref': ref, name: own.name, version: own.version }
  return {
    ...{ $schema, bomFormat, specVersion, serialNumber, version },
    metadata: {
      ...metadata,
      lifecycles: [{ phase: 'build' }],
      component: { ...app, licenses: licences(own.licence) },
    },
    components: [...components.values()],
    dependencies: [
      { ref, dependsOn: [...components.keys()] },
      ...[...new Map(dependencies)].map(([each, dependsOn]) => ({ ref: each, dependsOn })),
    ],
  }
}

/** As npm names what it lists; of what lies in a package, that package's path before. */
const refOf = ({ name, version, inside }) =>
  inside ? `${inside}#${name}` : version ? `${name}@${version}` : name

function component(part, known) {
  const { name, version, licence, path } = part
  if (!path)
    return {
      type: 'library',
      'bom-ref': refOf(part),
      name,
      ...(version ? { version } : {}),
      licenses: licences(licence),
    }
  const listed = known.get(refOf(part))
  if (!listed) throw new Error(`The package ${name} ${version} is packed, and not in package-lock.json.`)
  // Where it came from is the business of the machine that built this; whether it is for development, of nobody.
  const { externalReferences: _, properties: __, scope: ___, ...rest } = listed
  return { ...rest, licenses: licences(licence) }
}

function licences(expression) {
  const [id, ...more] = identifiers(expression)
  if (more.length > 0) return [{ expression }]
  return [{ license: id.startsWith('LicenseRef-') ? { name: id } : { id } }]
}
