"""Another project's card (vicc of vsmartcard) in the virtual reader at this port: files of ISO 7816, and no application
that anybody knows. In until it is killed.

Debian puts its module where no Python looks.
"""

import runpy
import sys

sys.path.append("/usr/lib/python3/site-packages/virtualsmartcard")
sys.argv = ["vicc", "--type", "iso7816", "--hostname", "127.0.0.1", "--port", sys.argv[1]]
runpy.run_path("/usr/bin/vicc", run_name="__main__")
