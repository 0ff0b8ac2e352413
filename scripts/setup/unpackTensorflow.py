"""Takes the two libraries and the C API's headers out of a TensorFlow wheel: unpackTensorflow.py WHEEL FOLDER"""

import os
import re
import shutil
import sys
import zipfile

wheel, folder = sys.argv[1:]
wanted = re.compile(
    r"tensorflow/(libtensorflow_(cc|framework)\.so\.2"
    r"|include/(tensorflow/c/.*\.h|tensorflow/core/platform/ctstring.*|(xla/)?tsl/(platform/ctstring.*|c/.*\.h)))$"
)
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if not wanted.match(name):
            continue
        target = os.path.join(folder, os.path.relpath(name, "tensorflow"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, "wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
