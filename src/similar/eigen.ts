/**
 * Eigenvalues, largest first, and eigenvectors (a row each) of a symmetric matrix f64 [n, n], by Jacobi's cyclic rotations
 * (Golub and Van Loan, Matrix Computations, 8.5). The matrix is used up.
 */
export function eigen(matrix: Float64Array, n: number): { values: number[]; vectors: Float64Array[] } {
  const vectors = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n)
    row[i] = 1
    return row
  })
  const rows = Array.from({ length: n }, (_, i) => matrix.subarray(i * n, (i + 1) * n))
  for (let sweep = 0; sweep < maxSweeps && restOf(rows) > precision * sizeOf(rows); sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(rows, vectors, p, q)
  const order = rows.map((row, i) => ({ value: row[i] as number, i })).sort((a, b) => b.value - a.value)
  return {
    values: order.map(({ value }) => value),
    vectors: order.map(({ i }) => vectors[i] as Float64Array),
  }
}

const maxSweeps = 30
const precision = 1e-20

function restOf(rows: readonly Float64Array[]): number {
  return rows.reduce((sum, row, i) => row.reduce((s, value, j) => (i === j ? s : s + value * value), sum), 0)
}

function sizeOf(rows: readonly Float64Array[]): number {
  return rows.reduce((sum, row, i) => sum + (row[i] as number) ** 2, 0)
}

/** Makes the element (p, q) zero. */
function rotate(rows: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const [one, two] = [rows[p] as Float64Array, rows[q] as Float64Array]
  const off = one[q] as number
  if (off === 0) return
  const theta = ((two[q] as number) - (one[p] as number)) / (2 * off)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cos = 1 / Math.hypot(tangent, 1)
  const sin = tangent * cos
  for (const row of rows) {
    const [a, b] = [row[p] as number, row[q] as number]
    row[p] = cos * a - sin * b
    row[q] = sin * a + cos * b
  }
  turn(one, two, cos, sin)
  turn(vectors[p] as Float64Array, vectors[q] as Float64Array, cos, sin)
}

function turn(one: Float64Array, two: Float64Array, cos: number, sin: number): void {
  for (let i = 0; i < one.length; i++) {
    const [a, b] = [one[i] as number, two[i] as number]
    one[i] = cos * a - sin * b
    two[i] = sin * a + cos * b
  }
}
