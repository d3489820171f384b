"""When an answer is due: the law's counting of working time, shown day by day."""
