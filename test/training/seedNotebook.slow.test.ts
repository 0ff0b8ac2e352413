import { test } from "node:test";
import { assertTrainsAsInNotebook } from "./notebookRun";

test("single-pair training by automatic differentiation comes out as the original notebook's, too", () =>
  assertTrainsAsInNotebook("autodiff"));
