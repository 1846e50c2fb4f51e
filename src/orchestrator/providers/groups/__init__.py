"""The component plugin of ejected programs: registers the groups that cloud resources stand in."""
