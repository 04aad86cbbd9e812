// Before browser tests: the console as a browser gets it, built if its sources changed.
import { buildConsole } from "../../bin/build-console.mjs";

export default buildConsole;
