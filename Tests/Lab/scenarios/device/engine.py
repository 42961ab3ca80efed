from scenario import *

scenario("no-engine", "There is no container engine yet: the host stands in for the containers.", asked=ROOT,
         expect=ready(remark("container.engine-absent"), vantages=("host",)))
