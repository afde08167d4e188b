/** Of this program, as package.json has it: what a file says that wrote it. */
export const appVersion = '0.1.0'
